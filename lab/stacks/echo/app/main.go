package main

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"example.com/ferry/deck"
	"github.com/charmbracelet/log"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"k8s.io/klog/v2"
)

var routes = map[string]func() error{
	"/bookings":    deck.Bookings,
	"/lifeboats":   deck.Lifeboats,
	"/tides":       deck.Tides,
	"/passenger":   deck.Passenger,
	"/swap/1":      func() error { return deck.Swap(17, 18) },
	"/swap/2":      func() error { return deck.Swap(18, 17) },
	"/galley":      deck.Galley,
	"/reserve":     deck.Reserve,
	"/cabins":      func() error { return deck.Cabins(0) },
	"/cabins/long": func() error { return deck.Cabins(2500 * time.Millisecond) },
	"/radio":       deck.Radio,
	"/anchor":      deck.Anchor,
	"/logbook":     deck.Logbook,
	"/chart":       deck.Chart,
	"/ticket":      deck.Ticket,
	"/ropes":       deck.Ropes,
	"/pump":        deck.Pump,
}

// journal is how one style logs: what was handled, what failed, what panicked, what is only a nuisance.
type journal struct {
	handled  func(id, path string, status int)
	failed   func(id, path string, err error)
	panicked func(id string, err error, stack []byte)
	nuisance func(err error)
}

func klogJournal() journal {
	return journal{
		handled: func(id, path string, status int) {
			klog.InfoS("handled", "requestID", id, "path", path, "status", status)
		},
		failed: func(id, path string, err error) { klog.ErrorS(err, "request failed", "requestID", id, "path", path) },
		panicked: func(id string, err error, stack []byte) {
			klog.ErrorS(err, "panic recovered", "requestID", id, "stack", string(stack))
		},
		nuisance: func(err error) { klog.Warningf("rates are not fresh: %v", err) },
	}
}

func charmJournal() journal {
	logger := log.NewWithOptions(os.Stderr, log.Options{ReportTimestamp: true, Prefix: "ferry"})
	return journal{
		handled: func(id, path string, status int) {
			logger.Info("handled", "request_id", id, "path", path, "status", status)
		},
		failed: func(id, path string, err error) {
			logger.Error("request failed", "request_id", id, "path", path, "err", err)
		},
		panicked: func(id string, err error, stack []byte) {
			logger.Error("panic recovered", "request_id", id, "err", err, "stack", string(stack))
		},
		nuisance: func(err error) { logger.Warn("rates are not fresh", "err", err) },
	}
}

// setUp makes the server log in the style that the environment asks for.
func setUp(server *echo.Echo) journal {
	var own journal
	switch os.Getenv("LOG_STYLE") {
	case "klog":
		own = klogJournal()
	case "charm":
		own = charmJournal()
	default:
		server.Use(middleware.Logger(), middleware.Recover())
		return journal{nuisance: func(err error) { server.Logger.Warnf("rates are not fresh: %v", err) }}
	}
	id := func(c echo.Context) string { return c.Request().Header.Get("X-Request-ID") }
	server.Use(middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogStatus: true, LogURIPath: true, LogError: true, HandleError: true,
		LogValuesFunc: func(c echo.Context, v middleware.RequestLoggerValues) error {
			if v.Error != nil && c.Get("panicked") == nil {
				own.failed(id(c), v.URIPath, v.Error)
			}
			own.handled(id(c), v.URIPath, v.Status)
			return nil
		},
	}), middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
			c.Set("panicked", true)
			own.panicked(id(c), err, stack)
			return err
		},
	}))
	return own
}

func main() {
	server := echo.New()
	server.HideBanner = true
	own := setUp(server)
	for path, work := range routes {
		server.GET(path, func(c echo.Context) error {
			if err := work(); err != nil {
				return err
			}
			return c.JSON(http.StatusOK, map[string]bool{"ok": true})
		})
	}
	server.GET("/health", func(c echo.Context) error { return c.String(http.StatusOK, "ok") })
	server.GET("/quiet", func(c echo.Context) error { return c.String(http.StatusInternalServerError, "sorry") })
	server.GET("/captain/:shift", func(c echo.Context) error { return c.String(http.StatusOK, deck.Captain(c.Param("shift"))) })
	server.GET("/berth", func(c echo.Context) error { return c.String(http.StatusOK, deck.Berth(7)) })
	server.GET("/fare/:what", func(c echo.Context) error {
		if err := deck.Fare(c.Param("what")); err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	pier := &url.URL{Scheme: "http", Host: "127.0.0.1:21911"}
	server.Group("/pier", middleware.Proxy(middleware.NewRoundRobinBalancer([]*middleware.ProxyTarget{{URL: pier}})))
	if os.Getenv("NOISE") != "" {
		go func() {
			for range time.Tick(400 * time.Millisecond) {
				if _, err := net.Dial("tcp", "127.0.0.1:21912"); err != nil {
					own.nuisance(err)
				}
			}
		}()
	}
	server.Logger.Fatal(server.Start("127.0.0.1:" + os.Getenv("PORT")))
}
