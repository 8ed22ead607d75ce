package cellar

import (
	"encoding/json"
	"os"
	"text/template"
	"time"

	"github.com/pkg/errors"
)

type kettle struct{ gauge *gauge }

type gauge struct{ celsius float64 }

var kettles = map[string]*kettle{"copper": {gauge: &gauge{celsius: 67.5}}}

// Temperature follows a nil pointer for a kettle that is not there.
func Temperature(name string) float64 {
	return kettles[name].gauge.celsius
}

// Barrel takes an element that the slice does not have.
func Barrel(number int) string {
	barrels := []string{"oak", "ash"}
	return barrels[number]
}

// Measure asserts a type that the value does not have.
func Measure(value any) string {
	return value.(string)
}

// Recall is an error of the brewery itself, whatever its words say.
func Recall() error {
	return errors.New("recall refused: access denied to batch 3306, too many connections between pipes, deadline of the taste exceeded")
}

// Ledger appends to a file.
func Ledger() error {
	book, err := os.OpenFile(os.Getenv("DATA_DIR")+"/ledger.csv", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return errors.Wrap(err, "ledger")
	}
	defer book.Close()
	_, err = book.WriteString("one barrel\n")
	return errors.Wrap(err, "ledger")
}

// Water reads a file that the deployment should have brought.
func Water() error {
	_, err := os.ReadFile("/srv/shop/chi/water/profile.json")
	return errors.Wrap(err, "water profile")
}

// Recipe fills a template that lacks its end.
func Recipe() error {
	_, err := template.ParseFiles("/srv/shop/chi/recipes/stout.tmpl")
	return errors.Wrap(err, "recipe")
}

// Mash reads settings that are not whole.
func Mash() error {
	text, err := os.ReadFile("/srv/shop/chi/recipes/mash.json")
	if err != nil {
		return errors.Wrap(err, "mash")
	}
	var steps []int
	return errors.Wrap(json.Unmarshal(text, &steps), "mash: recipes/mash.json")
}

// Bottles opens more files than the process may.
func Bottles() error {
	for number := range 500 {
		bottle, err := os.Open("/etc/hostname")
		if err != nil {
			return errors.Wrapf(err, "bottle %d", number)
		}
		defer bottle.Close()
	}
	return nil
}

// Fermentation waits for bubbles that never come.
func Fermentation() error {
	select {
	case <-make(chan int):
		return nil
	case <-time.After(700 * time.Millisecond):
		return errors.Wrap(os.ErrDeadlineExceeded, "fermentation: no bubble within 700ms")
	}
}

// Vat takes more memory than the process may have.
func Vat() int {
	vat := make([]byte, 6<<30)
	for at := 0; at < len(vat); at += 4096 {
		vat[at] = 1
	}
	return len(vat)
}
