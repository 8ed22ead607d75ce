package deck

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"

	_ "github.com/go-sql-driver/mysql"
	"github.com/gomodule/redigo/redis"
	_ "github.com/lib/pq"
)

var cabins *sql.DB

func postgres() (*sql.DB, error) {
	return sql.Open("postgres", fmt.Sprintf("host=127.0.0.1 port=%s user=shop password=%s dbname=%s sslmode=disable", os.Getenv("PG_PORT"), os.Getenv("PG_PASSWORD"), os.Getenv("PG_DATABASE")))
}

func ask(open func() (*sql.DB, error), what, statement string, values ...any) error {
	db, err := open()
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer db.Close()
	if _, err = db.Exec(statement, values...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Bookings reads the open bookings.
func Bookings() error { return ask(postgres, "bookings", "SELECT id FROM orders") }

// Lifeboats asks for a table that no migration made.
func Lifeboats() error { return ask(postgres, "lifeboats", "SELECT seats FROM lifeboats") }

// Tides asks for a column that no migration made.
func Tides() error { return ask(postgres, "tides", "SELECT tide_level FROM products") }

// Passenger inserts a passenger that exists.
func Passenger() error {
	return ask(postgres, "add passenger", "INSERT INTO customers (email) VALUES ($1)", "ada@example.org")
}

// Swap changes two rows in the order that is asked for.
func Swap(first, second int) error {
	db, err := postgres()
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err = tx.Exec("UPDATE products SET stock = stock - 1 WHERE id = $1", first); err != nil {
		return fmt.Errorf("swap berths: %w", err)
	}
	time.Sleep(700 * time.Millisecond)
	if _, err = tx.Exec("UPDATE products SET stock = stock + 1 WHERE id = $1", second); err != nil {
		return fmt.Errorf("swap berths: %w", err)
	}
	return tx.Commit()
}

func mariadb() (*sql.DB, error) {
	return sql.Open("mysql", fmt.Sprintf("shop:%s@tcp(127.0.0.1:%s)/%s?timeout=2s", os.Getenv("MY_PASSWORD"), os.Getenv("MY_PORT"), os.Getenv("MY_DATABASE")))
}

// Galley reads the stores of the galley.
func Galley() error { return ask(mariadb, "galley", "SELECT name FROM products") }

// Reserve takes one of a row that somebody else may hold.
func Reserve() error {
	return ask(mariadb, "reserve a meal", "UPDATE products SET stock = stock - 1 WHERE id = 14")
}

// Cabins waits for the only connection of a pool.
func Cabins(hold time.Duration) error {
	if cabins == nil {
		db, err := postgres()
		if err != nil {
			return err
		}
		db.SetMaxOpenConns(1)
		cabins = db
	}
	ctx, cancel := context.WithTimeout(context.Background(), 800*time.Millisecond)
	defer cancel()
	connection, err := cabins.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connection for the cabins: %w", err)
	}
	defer connection.Close()
	time.Sleep(hold)
	return nil
}

// Radio reads what was said last, in Redis.
func Radio() error {
	store, err := redis.Dial("tcp", "127.0.0.1:"+os.Getenv("REDIS_PORT"), redis.DialPassword(os.Getenv("REDIS_PASSWORD")))
	if err != nil {
		return fmt.Errorf("radio: redis: %w", err)
	}
	defer store.Close()
	if _, err = store.Do("LLEN", "radio:last"); err != nil {
		return fmt.Errorf("radio: redis: %w", err)
	}
	return nil
}
