package cellar

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/pkg/errors"
)

// Price asks a supplier for a price.
func Price(ctx context.Context, what string) error {
	ctx, cancel := context.WithTimeout(ctx, 900*time.Millisecond)
	defer cancel()
	question, err := http.NewRequestWithContext(ctx, http.MethodGet, os.Getenv("PAYMENTS_URL")+"/prices/"+what, nil)
	if err != nil {
		return errors.Wrap(err, "price")
	}
	question.Header.Set("Authorization", "Bearer "+os.Getenv("PAYMENTS_KEY"))
	answer, err := http.DefaultClient.Do(question)
	if err != nil {
		return errors.Wrap(err, "price")
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return errors.Wrap(err, "price")
	}
	if answer.StatusCode >= 400 {
		return errors.Errorf("price: supplier %s said %d: %s", answer.Request.URL, answer.StatusCode, body)
	}
	var price map[string]any
	return errors.Wrap(json.Unmarshal(body, &price), "price: unreadable answer")
}

// PatientPrice asks again where the first answer was not good enough; warn is told of each attempt.
func PatientPrice(ctx context.Context, warn func(error)) error {
	var err error
	for _, what := range []string{"unavailable", "now"} {
		if err = Price(ctx, what); err == nil {
			return nil
		}
		warn(err)
	}
	return err
}
