package kitchen

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// Deliver asks the delivery partner.
func Deliver(what string) (int, error) {
	client := &http.Client{Timeout: 900 * time.Millisecond}
	answer, err := client.Get(os.Getenv("PAYMENTS_URL") + "/riders/" + what)
	if err != nil {
		return wrap("ask for a rider", 0, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return wrap("read the rider's answer", 0, err)
	}
	if answer.StatusCode >= 400 {
		return 0, fmt.Errorf("ask for a rider: %s answered %s: %s", answer.Request.URL, answer.Status, body)
	}
	var rider map[string]any
	return wrap("decode the rider's answer", len(rider), json.Unmarshal(body, &rider))
}
