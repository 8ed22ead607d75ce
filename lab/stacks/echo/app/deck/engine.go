package deck

import (
	"errors"
	"fmt"
	"html/template"
	"os"
	"time"
)

type crew struct{ captain *captain }

type captain struct{ name string }

var crews = map[string]*crew{"morning": {captain: &captain{name: "Ines"}}}

// Captain follows a nil pointer for a crew that is not there.
func Captain(shift string) string {
	return crews[shift].captain.name
}

// Berth takes an element that the slice does not have.
func Berth(number int) string {
	berths := []string{"A1", "A2", "B1"}
	return berths[number]
}

// Anchor is an error of the ferry itself, whatever its words say.
func Anchor() error {
	return errors.New("anchor: permission denied by the harbour master, connection to pier 5432 timed out, no space left at the quay")
}

// Logbook appends to a file.
func Logbook() error {
	book, err := os.OpenFile(os.Getenv("DATA_DIR")+"/logbook.txt", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("logbook: %w", err)
	}
	defer book.Close()
	if _, err = book.WriteString("left port\n"); err != nil {
		return fmt.Errorf("logbook: %w", err)
	}
	return nil
}

// Chart reads a file that the deployment should have brought.
func Chart() error {
	_, err := os.ReadFile("/srv/shop/echo/charts/north.geojson")
	if err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	return nil
}

// Ticket fills a template that lacks its end.
func Ticket() error {
	_, err := template.ParseFiles("/srv/shop/echo/templates/ticket.html")
	if err != nil {
		return fmt.Errorf("ticket: %w", err)
	}
	return nil
}

// Ropes opens more files than the process may.
func Ropes() error {
	for number := range 500 {
		rope, err := os.Open("/etc/hostname")
		if err != nil {
			return fmt.Errorf("rope %d: %w", number, err)
		}
		defer rope.Close()
	}
	return nil
}

// Pump waits for water that never comes.
func Pump() error {
	select {
	case <-make(chan int):
		return nil
	case <-time.After(700 * time.Millisecond):
		return fmt.Errorf("pump: no water after 700ms: %w", os.ErrDeadlineExceeded)
	}
}
