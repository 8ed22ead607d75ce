package kitchen

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

func init() {
	mysql.SetLogger(&mysql.NopLogger{})
}

func menu(statement string) (int, error) {
	db, err := sql.Open("mysql", fmt.Sprintf("shop:%s@tcp(127.0.0.1:%s)/%s?timeout=2s", os.Getenv("MY_PASSWORD"), os.Getenv("MY_PORT"), os.Getenv("MY_DATABASE")))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return wrap("menu", 1, err)
}

// Menu reads the menu in MariaDB.
func Menu() (int, error) { return menu("SELECT name FROM products") }

// Wines asks for a table that no migration made.
func Wines() (int, error) { return menu("SELECT name FROM wines") }

// Reserve takes one of a row that somebody else may hold.
func Reserve() (int, error) { return menu("UPDATE products SET stock = stock - 1 WHERE id = 16") }

// Basket reads Redis.
func Basket() (int, error) {
	ctx := context.Background()
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + os.Getenv("REDIS_PORT"), Password: os.Getenv("REDIS_PASSWORD"), MaxRetries: -1})
	defer client.Close()
	length, err := client.LLen(ctx, "basket:3").Result()
	return wrap("basket of table 3", int(length), err)
}

// Reviews counts in MongoDB.
func Reviews() (int, error) {
	ctx := context.Background()
	client, err := mongo.Connect(ctx, options.Client().ApplyURI("mongodb://127.0.0.1:21979").SetServerSelectionTimeout(700*time.Millisecond))
	if err != nil {
		return 0, err
	}
	defer client.Disconnect(ctx)
	count, err := client.Database("bistro").Collection("reviews").CountDocuments(ctx, bson.D{})
	return wrap("count reviews", int(count), err)
}
