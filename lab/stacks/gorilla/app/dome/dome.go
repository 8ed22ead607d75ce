package dome

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"os"
	"time"
)

type mount struct{ drive *drive }

type drive struct{ degrees float64 }

var mounts = map[string]*mount{"refractor": {drive: &drive{degrees: 41.2}}}

// Altitude follows a nil pointer for a mount that is not there.
func Altitude(name string) float64 {
	return mounts[name].drive.degrees
}

// Count adds to a map that nobody made.
func Count(star string) int {
	var seen map[string]int
	seen[star]++
	return len(seen)
}

// Lens takes an element that the slice does not have.
func Lens(number int) string {
	lenses := []string{"achromat", "barlow", "plossl"}
	return lenses[number]
}

// Spectrum cuts more out of a slice than there is.
func Spectrum(from, to int) []int {
	lines := []int{393, 397, 486, 589}
	return lines[from:to]
}

// Filter asserts a type that the value does not have.
func Filter(setting map[string]any) string {
	return setting["filter"].(string)
}

// Verdict is an error of the observatory itself, whatever its words say.
func Verdict() error {
	return errors.New("verdict: too many connections between stars, permission denied by clouds, no space left on plate 28")
}

// Diary appends to a file.
func Diary() error {
	book, err := os.OpenFile(os.Getenv("DATA_DIR")+"/diary.txt", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("diary: %w", err)
	}
	defer book.Close()
	if _, err = book.WriteString("clear sky\n"); err != nil {
		return fmt.Errorf("diary: %w", err)
	}
	return nil
}

// Flatfield reads a file that the deployment should have brought.
func Flatfield() error {
	if _, err := os.ReadFile("/srv/shop/gorilla/plates/flatfield.fits"); err != nil {
		return fmt.Errorf("flat field: %w", err)
	}
	return nil
}

// Night fills a template that lacks an end.
func Night() error {
	if _, err := template.ParseFiles("/srv/shop/gorilla/plates/night.tmpl"); err != nil {
		return fmt.Errorf("report of the night: %w", err)
	}
	return nil
}

// Frames opens more files than the process may.
func Frames() error {
	for number := range 500 {
		frame, err := os.Open("/etc/hostname")
		if err != nil {
			return fmt.Errorf("frame %d: %w", number, err)
		}
		defer frame.Close()
	}
	return nil
}

// Exposure waits for light that never comes.
func Exposure() error {
	ctx, cancel := context.WithTimeout(context.Background(), 700*time.Millisecond)
	defer cancel()
	select {
	case <-make(chan int):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("exposure of plate 28 is not done after 700ms: %w", ctx.Err())
	}
}

// Mosaic takes more memory than the process may have.
func Mosaic() int {
	mosaic := make([]byte, 6<<30)
	for at := 0; at < len(mosaic); at += 4096 {
		mosaic[at] = 1
	}
	return len(mosaic)
}
