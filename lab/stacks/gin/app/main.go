package main

import (
	"net"
	"net/http"
	"os"
	"time"

	"example.com/bistro/kitchen"
	"github.com/gin-gonic/gin"
	"github.com/rs/zerolog"
	"github.com/sirupsen/logrus"
)

// report writes an error in the style that the environment asks for.
var report func(c *gin.Context, err error)

var routes = map[string]func() (int, error){
	"/orders":      kitchen.Orders,
	"/tables":      kitchen.Tables,
	"/allergens":   kitchen.Allergens,
	"/forecast":    kitchen.Forecast,
	"/guest":       kitchen.Guest,
	"/shift/1":     func() (int, error) { return kitchen.Shift(7, 8) },
	"/shift/2":     func() (int, error) { return kitchen.Shift(8, 7) },
	"/pooled":      func() (int, error) { return kitchen.Pooled(0) },
	"/pooled/long": func() (int, error) { return kitchen.Pooled(2500 * time.Millisecond) },
	"/menu":        kitchen.Menu,
	"/wines":       kitchen.Wines,
	"/reserve":     kitchen.Reserve,
	"/basket":      kitchen.Basket,
	"/reviews":     kitchen.Reviews,
	"/parse":       func() (int, error) { return kitchen.Parse("two") },
	"/burnt":       kitchen.Burnt,
	"/wait":        kitchen.Wait,
	"/note":        kitchen.Note,
	"/recipe":      kitchen.Recipe,
	"/plates":      kitchen.Plates,
}

func setUp(engine *gin.Engine) {
	switch os.Getenv("LOG_STYLE") {
	case "logrus":
		logrus.SetFormatter(&logrus.TextFormatter{FullTimestamp: true, DisableColors: true})
		engine.Use(gin.Recovery(), each(func(c *gin.Context) {
			logrus.WithFields(logrus.Fields{"status": c.Writer.Status(), "path": c.Request.URL.Path, "request_id": c.GetHeader("X-Request-ID")}).Info("handled")
		}))
		report = func(c *gin.Context, err error) {
			logrus.WithField("request_id", c.GetHeader("X-Request-ID")).WithError(err).Error("request failed")
		}
	case "zerolog":
		zerolog.TimeFieldFormat = time.RFC3339Nano
		log := zerolog.New(os.Stderr).With().Timestamp().Str("service", "bistro").Logger()
		engine.Use(each(func(c *gin.Context) {
			log.Info().Str("request_id", c.GetHeader("X-Request-ID")).Str("path", c.Request.URL.Path).Int("status", c.Writer.Status()).Msg("handled")
		}))
		report = func(c *gin.Context, err error) {
			log.Error().Err(err).Str("request_id", c.GetHeader("X-Request-ID")).Str("method", c.Request.Method).Str("path", c.Request.URL.Path).Msg("request failed")
		}
	default:
		engine.Use(gin.Logger(), gin.Recovery())
		report = func(c *gin.Context, err error) { _ = c.Error(err) }
	}
}

func each(log func(c *gin.Context)) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Next()
		log(c)
	}
}

// noise is a feed that nobody needs and that is always away.
func noise() {
	for range time.Tick(400 * time.Millisecond) {
		if _, err := net.Dial("tcp", "127.0.0.1:21980"); err != nil {
			logrus.WithError(err).Warn("rates are not fresh")
		}
	}
}

func main() {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	setUp(engine)
	for path, work := range routes {
		engine.GET(path, func(c *gin.Context) {
			count, err := work()
			if err != nil {
				report(c, err)
				c.JSON(http.StatusInternalServerError, gin.H{"message": "error"})
				return
			}
			c.JSON(http.StatusOK, gin.H{"count": count})
		})
	}
	engine.GET("/health", func(c *gin.Context) { c.String(http.StatusOK, "ok") })
	engine.GET("/sauce/:dish", func(c *gin.Context) { c.String(http.StatusOK, kitchen.Sauce(c.Param("dish"))) })
	engine.GET("/course", func(c *gin.Context) { c.String(http.StatusOK, kitchen.Course(4)) })
	engine.GET("/assert", func(c *gin.Context) { c.JSON(http.StatusOK, kitchen.Assert("three")) })
	engine.GET("/portion", func(c *gin.Context) { c.JSON(http.StatusOK, kitchen.Portion(0)) })
	engine.GET("/ride/:what", func(c *gin.Context) {
		count, err := kitchen.Deliver(c.Param("what"))
		if err != nil {
			report(c, err)
			c.JSON(http.StatusInternalServerError, gin.H{"message": "error"})
			return
		}
		c.JSON(http.StatusOK, gin.H{"count": count})
	})
	engine.GET("/quiet", func(c *gin.Context) { c.String(http.StatusInternalServerError, "sorry") })
	if os.Getenv("NOISE") != "" {
		go noise()
	}
	if err := engine.Run("127.0.0.1:" + os.Getenv("PORT")); err != nil {
		logrus.Fatal(err)
	}
}
