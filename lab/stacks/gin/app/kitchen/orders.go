package kitchen

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var pool *pgxpool.Pool

func dsn() string {
	return fmt.Sprintf("postgres://shop:%s@127.0.0.1:%s/%s?sslmode=disable", os.Getenv("PG_PASSWORD"), os.Getenv("PG_PORT"), os.Getenv("PG_DATABASE"))
}

func query(sql string) (int, error) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, dsn())
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	rows, err := db.Query(ctx, sql)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	count := 0
	for rows.Next() {
		count++
	}
	return count, rows.Err()
}

func wrap(what string, count int, err error) (int, error) {
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	return count, nil
}

// Orders lists the open orders.
func Orders() (int, error) {
	count, err := query("SELECT id FROM orders")
	return wrap("list orders", count, err)
}

// Tables asks for a table that no migration made.
func Tables() (int, error) {
	count, err := query("SELECT seat FROM seatings")
	return wrap("list seatings", count, err)
}

// Allergens asks for a column that no migration made.
func Allergens() (int, error) {
	count, err := query("SELECT allergens FROM products")
	return wrap("allergens of the menu", count, err)
}

// Forecast runs into statement_timeout.
func Forecast() (int, error) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, dsn()+"&statement_timeout=350")
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, "SELECT pg_sleep(3)")
	return wrap("forecast of the evening", 1, err)
}

// Guest inserts a guest that may exist.
func Guest() (int, error) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, dsn())
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, "INSERT INTO customers (email) VALUES ($1)", "grace@example.org")
	return wrap("add guest", 1, err)
}

// Shift moves stock between two rows.
func Shift(from, to int) (int, error) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, dsn())
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	tx, err := db.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback(ctx)
	if _, err = tx.Exec(ctx, "UPDATE products SET stock = stock - 1 WHERE id = $1", from); err != nil {
		return wrap("shift stock", 0, err)
	}
	time.Sleep(600 * time.Millisecond)
	_, err = tx.Exec(ctx, "UPDATE products SET stock = stock + 1 WHERE id = $1", to)
	return wrap("shift stock", 1, err)
}

// Pooled takes a connection of a pool of one, and keeps it for a while.
func Pooled(hold time.Duration) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 800*time.Millisecond)
	defer cancel()
	if pool == nil {
		config, err := pgxpool.ParseConfig(dsn() + "&pool_max_conns=1")
		if err != nil {
			return 0, err
		}
		if pool, err = pgxpool.NewWithConfig(context.Background(), config); err != nil {
			return 0, err
		}
	}
	db, err := pool.Acquire(ctx)
	if err != nil {
		return wrap("acquire connection of the pool (1 of 1 in use)", 0, err)
	}
	defer db.Release()
	time.Sleep(hold)
	return 1, nil
}
