package dome

import (
	"context"
	"fmt"
	"os"
	"time"

	// The driver of the plate archive.
	_ "github.com/go-sql-driver/mysql"
	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v4"
	"github.com/jmoiron/sqlx"
)

// CatalogueURL names the catalogue, its password included.
func CatalogueURL() string {
	return fmt.Sprintf("postgres://shop:%s@127.0.0.1:%s/%s", os.Getenv("PG_PASSWORD"), os.Getenv("PG_PORT"), os.Getenv("PG_DATABASE"))
}

func ask(what, statement string) error {
	ctx := context.Background()
	session, err := pgx.Connect(ctx, CatalogueURL())
	if err != nil {
		return fmt.Errorf("%s: postgres: %w", what, err)
	}
	defer session.Close(ctx)
	if _, err = session.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Stars reads the stars that are known.
func Stars() error { return ask("stars", "SELECT id FROM orders") }

// Comets asks for a table that no migration made.
func Comets() error { return ask("comets", "SELECT period FROM comets") }

// Namesake inserts a customer that exists.
func Namesake() error {
	return ask("namesake", "INSERT INTO customers (email) VALUES ('ada@example.org')")
}

// Align changes two rows in the order that is asked for.
func Align(first, second int) error {
	ctx := context.Background()
	session, err := pgx.Connect(ctx, CatalogueURL())
	if err != nil {
		return fmt.Errorf("align: postgres: %w", err)
	}
	defer session.Close(ctx)
	return session.BeginFunc(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE products SET stock = stock - 1 WHERE id = $1", first); err != nil {
			return fmt.Errorf("align: %w", err)
		}
		time.Sleep(700 * time.Millisecond)
		if _, err := tx.Exec(ctx, "UPDATE products SET stock = stock + 1 WHERE id = $1", second); err != nil {
			return fmt.Errorf("align: %w", err)
		}
		return nil
	})
}

func archived(what string, work func(db *sqlx.DB) error) error {
	db, err := sqlx.Connect("mysql", "shop:"+os.Getenv("MY_PASSWORD")+"@tcp(127.0.0.1:"+os.Getenv("MY_PORT")+")/"+os.Getenv("MY_DATABASE"))
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer db.Close()
	if err = work(db); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Plates counts what lies in the archive.
func Plates() error {
	return archived("plates", func(db *sqlx.DB) error {
		var count int
		return db.Get(&count, "SELECT COUNT(*) FROM products")
	})
}

// Emulsions asks for a column that no migration made.
func Emulsions() error {
	return archived("emulsions", func(db *sqlx.DB) error {
		var names []string
		return db.Select(&names, "SELECT emulsion FROM products")
	})
}

// Lend takes one of a row that somebody else may hold.
func Lend() error {
	return archived("lend", func(db *sqlx.DB) error {
		_, err := db.Exec("UPDATE products SET stock = stock - 1 WHERE id = 7")
		return err
	})
}

// Queue reads who waits for the telescope, in Redis.
func Queue() error {
	var options []redis.DialOption
	if password := os.Getenv("REDIS_PASSWORD"); password != "" {
		options = append(options, redis.DialPassword(password))
	}
	store, err := redis.Dial("tcp", "127.0.0.1:"+os.Getenv("REDIS_PORT"), options...)
	if err != nil {
		return fmt.Errorf("queue: redis: %w", err)
	}
	defer store.Close()
	if _, err = redis.Int(store.Do("LLEN", "telescope:queue")); err != nil {
		return fmt.Errorf("queue: redis: %w", err)
	}
	return nil
}
