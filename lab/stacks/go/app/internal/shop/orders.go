package shop

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/lib/pq"
	"github.com/redis/go-redis/v9"
)

var httpClient = &http.Client{Timeout: 800 * time.Millisecond}

func open(driver, url string, limit int) (*sql.DB, error) {
	db, err := sql.Open(driver, url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(limit)
	return db, nil
}

// ListOrders reads the newest orders.
func ListOrders(ctx context.Context) (any, error) {
	return query(ctx, "postgres", os.Getenv("DATABASE_URL"), "SELECT id FROM orders", "list orders")
}

// OrderReport reads a table that a migration should have made.
func OrderReport(ctx context.Context) (any, error) {
	return query(ctx, "postgres", os.Getenv("DATABASE_URL"), "SELECT day FROM order_report", "order report")
}

// ListProducts reads the catalog.
func ListProducts(ctx context.Context) (any, error) {
	return query(ctx, "mysql", os.Getenv("CATALOG_DSN"), "SELECT id FROM products", "list products")
}

// SlowSummary asks for more time than its deadline gives.
func SlowSummary(ctx context.Context) (any, error) {
	limited, cancel := context.WithTimeout(ctx, 400*time.Millisecond)
	defer cancel()
	select {
	case <-limited.Done():
		return nil, fmt.Errorf("nightly rollup: %w", limited.Err())
	case <-time.After(4 * time.Second):
		return "done", nil
	}
}

func query(ctx context.Context, driver, url, text, what string) (any, error) {
	db, err := open(driver, url, 4)
	if err != nil {
		return nil, fmt.Errorf("%s: open: %w", what, err)
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("%s: query: %w", what, err)
	}
	defer rows.Close()
	count := 0
	for rows.Next() {
		count++
	}
	return count, rows.Err()
}

// ReadCart reads a cart from Redis.
func ReadCart(ctx context.Context) (any, error) {
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return nil, err
	}
	options.MaxRetries = -1
	store := redis.NewClient(options)
	defer store.Close()
	items, err := store.HGetAll(ctx, "cart:7").Result()
	if err != nil {
		return nil, fmt.Errorf("read cart 7: %w", err)
	}
	return items, nil
}

// Charge asks the payment provider.
func Charge(ctx context.Context) (any, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, os.Getenv("PAYMENTS_URL")+"/v1/charges", strings.NewReader(`{"amount":8900}`))
	if err != nil {
		return nil, err
	}
	answer, err := httpClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("charge: %w", err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests {
		return nil, fmt.Errorf("charge: %s answered %s: %s", request.URL, answer.Status, body)
	}
	var value map[string]any
	if err := json.Unmarshal(body, &value); err != nil {
		return nil, fmt.Errorf("charge: decode answer: %w", err)
	}
	return value, nil
}

// Rates decodes whatever the provider answers.
func Rates(ctx context.Context) (any, error) {
	answer, err := httpClient.Get(os.Getenv("PAYMENTS_URL") + "/v1/rates")
	if err != nil {
		return nil, fmt.Errorf("rates: %w", err)
	}
	defer answer.Body.Close()
	var value map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&value); err != nil {
		return nil, fmt.Errorf("rates: decode %s: %w", answer.Request.URL, err)
	}
	return value, nil
}

// ReadInvoice reads a file of the data folder.
func ReadInvoice(context.Context) (any, error) {
	data, err := os.ReadFile(filepath.Join(os.Getenv("DATA_DIR"), "invoices", "42.pdf"))
	if err != nil {
		return nil, fmt.Errorf("read invoice 42: %w", err)
	}
	return len(data), nil
}

// WriteExport writes more than a small disk holds.
func WriteExport(context.Context) (any, error) {
	err := os.WriteFile(filepath.Join(os.Getenv("DATA_DIR"), "exports", "orders.csv"), make([]byte, 400_000), 0o644)
	if err != nil {
		return nil, fmt.Errorf("write export: %w", err)
	}
	return true, nil
}

// OpenMany opens one file again and again.
func OpenMany(context.Context) (any, error) {
	for i := 0; i < 5000; i++ {
		if _, err := os.Open("/etc/hostname"); err != nil {
			return nil, fmt.Errorf("archive: %w", err)
		}
	}
	return true, nil
}

type cart struct{ customer *customer }
type customer struct{ street string }

// Label reads a field of a customer that is not there.
func Label(context.Context) (any, error) {
	order := cart{}
	return labelOf(order), nil
}

func labelOf(order cart) string {
	return order.customer.street
}

// Pick takes an element that the slice does not have.
func Pick(context.Context) (any, error) {
	prices := []int{89, 4}
	index, _ := strconv.Atoi("5")
	return prices[index], nil
}

// Import parses a feed line.
func Import(context.Context) (any, error) {
	value, err := strconv.Atoi("four")
	if err != nil {
		return nil, fmt.Errorf("import line 2: %w", err)
	}
	return value, nil
}

// Race writes a map from two goroutines, which the runtime punishes.
func Race(context.Context) (any, error) {
	shared := map[int]int{}
	for worker := 0; worker < 8; worker++ {
		go func() {
			for i := 0; ; i++ {
				shared[i%64]++
			}
		}()
	}
	time.Sleep(2 * time.Second)
	return nil, errors.New("not reached")
}

// Crash panics in a goroutine that nothing recovers.
func Crash(context.Context) (any, error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		var order *cart
		fmt.Println(order.customer.street)
	}()
	<-done
	time.Sleep(time.Second)
	return true, nil
}

// Handler answers one path of the shop.
type Handler func(context.Context) (any, error)

// Routes is every path of the shop.
var Routes = map[string]Handler{
	"/health":        func(context.Context) (any, error) { return "ok", nil },
	"/products/1":    func(context.Context) (any, error) { return "boots", nil },
	"/orders":        ListOrders,
	"/orders/report": OrderReport,
	"/catalog":       ListProducts,
	"/rollup":        SlowSummary,
	"/cart/7":        ReadCart,
	"/charge":        Charge,
	"/rates":         Rates,
	"/invoices/42":   ReadInvoice,
	"/export":        WriteExport,
	"/archive":       OpenMany,
	"/label":         Label,
	"/pick":          Pick,
	"/import":        Import,
	"/race":          Race,
	"/crash":         Crash,
}
