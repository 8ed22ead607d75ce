package cellar

import (
	"context"
	"database/sql"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/bradfitz/gomemcache/memcache"
	"github.com/pkg/errors"
	"github.com/redis/rueidis"
	"github.com/uptrace/bun/driver/pgdriver"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
)

var tanks *sql.DB

func batchesDB() *sql.DB {
	return sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithAddr("127.0.0.1:"+os.Getenv("PG_PORT")),
		pgdriver.WithInsecure(true),
		pgdriver.WithUser("shop"),
		pgdriver.WithPassword(os.Getenv("PG_PASSWORD")),
		pgdriver.WithDatabase(os.Getenv("PG_DATABASE")),
	))
}

func ask(what, statement string, values ...any) error {
	db := batchesDB()
	defer db.Close()
	_, err := db.Exec(statement, values...)
	return errors.Wrap(err, what)
}

// Batches reads the batches that brew.
func Batches() error { return ask("batches", "SELECT id FROM orders") }

// Hops asks for a table that no migration made.
func Hops() error { return ask("hops in store", "SELECT alpha FROM hops") }

// Bitterness asks for a column that no migration made.
func Bitterness() error { return ask("bitterness", "SELECT ibu FROM products") }

// Label inserts a customer that exists.
func Label() error {
	return ask("label", "INSERT INTO customers (email) VALUES ('grace@example.org')")
}

// Blend changes two rows in the order that is asked for.
func Blend(first, second int) error {
	db := batchesDB()
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		return errors.Wrap(err, "blend")
	}
	defer tx.Rollback()
	if _, err = tx.Exec("UPDATE products SET stock = stock - 1 WHERE id = $1", first); err != nil {
		return errors.Wrap(err, "blend: take")
	}
	time.Sleep(700 * time.Millisecond)
	if _, err = tx.Exec("UPDATE products SET stock = stock + 1 WHERE id = $1", second); err != nil {
		return errors.Wrap(err, "blend: give")
	}
	return errors.Wrap(tx.Commit(), "blend")
}

// Tanks waits for the only connection of a pool.
func Tanks(hold time.Duration) error {
	if tanks == nil {
		tanks = batchesDB()
		tanks.SetMaxOpenConns(1)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 800*time.Millisecond)
	defer cancel()
	connection, err := tanks.Conn(ctx)
	if err != nil {
		return errors.Wrap(err, "no free connection in the pool of the tanks")
	}
	defer connection.Close()
	time.Sleep(hold)
	return nil
}

func withMalt(work func(db *gorm.DB) error) error {
	dsn := "shop:" + os.Getenv("MY_PASSWORD") + "@tcp(127.0.0.1:" + os.Getenv("MY_PORT") + ")/" + os.Getenv("MY_DATABASE")
	db, err := gorm.Open(mysql.Open(dsn), &gorm.Config{})
	if err != nil {
		return errors.Wrap(err, "malt")
	}
	pool, err := db.DB()
	if err != nil {
		return errors.Wrap(err, "malt")
	}
	defer pool.Close()
	return work(db)
}

// Malt counts what lies in the silo.
func Malt() error {
	return withMalt(func(db *gorm.DB) error {
		var count int64
		return errors.Wrap(db.Table("products").Count(&count).Error, "count malt")
	})
}

// Silo asks for a table that no migration made.
func Silo() error {
	return withMalt(func(db *gorm.DB) error {
		var count int64
		return errors.Wrap(db.Table("silos").Count(&count).Error, "count silos")
	})
}

// Grind takes one of a row that somebody else may hold.
func Grind() error {
	return withMalt(func(db *gorm.DB) error {
		return errors.Wrap(db.Exec("UPDATE products SET stock = stock - 1 WHERE id = 6").Error, "grind")
	})
}

// Taps reads the open taps, in Redis.
func Taps() error {
	client, err := rueidis.NewClient(rueidis.ClientOption{
		InitAddress:  []string{"127.0.0.1:" + os.Getenv("REDIS_PORT")},
		Password:     os.Getenv("REDIS_PASSWORD"),
		DisableCache: true,
	})
	if err != nil {
		return errors.Wrap(err, "taps: redis")
	}
	defer client.Close()
	err = client.Do(context.Background(), client.B().Llen().Key("taps:open").Build()).Error()
	return errors.Wrap(err, "taps: redis")
}

// Foam reads what memcached knows of the foam.
func Foam() error {
	_, err := memcache.New("127.0.0.1:" + os.Getenv("MEMCACHED_PORT")).Get("foam")
	return errors.Wrap(err, "foam: memcache")
}

// Yeast reads a strain from DynamoDB.
func Yeast() error {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx, config.WithRetryMaxAttempts(1))
	if err != nil {
		return errors.Wrap(err, "yeast")
	}
	table := os.Getenv("TABLE")
	key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "1"}}
	_, err = dynamodb.NewFromConfig(settings).GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(table), Key: key})
	return errors.Wrap(err, "yeast")
}
