package dome

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

var client = http.Client{Timeout: 900 * time.Millisecond}

// Weather asks somebody else for the weather.
func Weather(what string) error {
	question, err := http.NewRequest(http.MethodGet, os.Getenv("PAYMENTS_URL")+"/sky/"+what, nil)
	if err != nil {
		return fmt.Errorf("weather: %w", err)
	}
	question.Header.Set("X-Api-Key", os.Getenv("PAYMENTS_KEY"))
	answer, err := client.Do(question)
	if err != nil {
		return fmt.Errorf("weather: %w", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("weather: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("weather: GET %s: unexpected status %s, body %q", question.URL, answer.Status, body)
	}
	var sky map[string]any
	if err = json.Unmarshal(body, &sky); err != nil {
		return fmt.Errorf("weather: GET %s: %w", question.URL, err)
	}
	return nil
}
