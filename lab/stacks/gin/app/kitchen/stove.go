package kitchen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

type dish struct{ sauce *sauce }

type sauce struct{ name string }

var prices = map[string]int{"soup": 7, "stew": 12}

// Sauce follows a nil pointer.
func Sauce(name string) string {
	var plate dish
	if _, ok := prices[name]; ok {
		plate.sauce = &sauce{name: "gravy"}
	}
	return plate.sauce.name
}

// Course takes an element that the slice does not have.
func Course(number int) string {
	courses := []string{"soup", "stew"}
	return courses[number]
}

// Assert takes a value for what it is not.
func Assert(value any) int { return value.(int) + 1 }

// Portion divides by a number that may be zero.
func Portion(guests int) int { return 1000 / guests }

// Parse reads a number.
func Parse(word string) (int, error) {
	number, err := strconv.Atoi(word)
	return wrap("parse portion", number, err)
}

// Burnt is an error of the kitchen itself, whatever its words say.
func Burnt() (int, error) {
	return 0, errors.New("stove 3: connection refused by the pan, too many connections of gas, permission denied to serve")
}

// Wait gives up on a channel that nobody fills.
func Wait() (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 700*time.Millisecond)
	defer cancel()
	select {
	case <-make(chan int):
		return 1, nil
	case <-ctx.Done():
		return wrap("wait for the oven", 0, ctx.Err())
	}
}

// Note appends to a file.
func Note() (int, error) {
	file, err := os.OpenFile(os.Getenv("DATA_DIR")+"/kitchen.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return wrap("open the kitchen book", 0, err)
	}
	defer file.Close()
	count, err := file.WriteString("soup served\n")
	return wrap("write the kitchen book", count, err)
}

// Recipe reads a file that the deployment should have brought.
func Recipe() (int, error) {
	text, err := os.ReadFile("/srv/shop/gin/recipes/stew.txt")
	return wrap("read recipe", len(text), err)
}

// Plates opens more files than the process may.
func Plates() (int, error) {
	var open []*os.File
	defer func() {
		for _, file := range open {
			file.Close()
		}
	}()
	for number := range 600 {
		file, err := os.Open("/etc/hostname")
		if err != nil {
			return wrap(fmt.Sprintf("open plate %d", number), 0, err)
		}
		open = append(open, file)
	}
	return len(open), nil
}
