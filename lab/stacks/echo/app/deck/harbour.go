package deck

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// Fare asks the partner for a fare.
func Fare(what string) error {
	client := &http.Client{Timeout: 900 * time.Millisecond}
	answer, err := client.Get(os.Getenv("PAYMENTS_URL") + "/fares/" + what)
	if err != nil {
		return fmt.Errorf("fare: %w", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("fare: %w", err)
	}
	if answer.StatusCode >= 400 {
		return fmt.Errorf("fare: GET %s answered %s: %s", answer.Request.URL, answer.Status, body)
	}
	var fare map[string]any
	if err = json.Unmarshal(body, &fare); err != nil {
		return fmt.Errorf("fare: %w", err)
	}
	return nil
}
