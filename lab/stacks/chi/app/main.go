package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"runtime/debug"
	"time"

	"example.com/brewery/cellar"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

var routes = map[string]func() error{
	"/batches":      cellar.Batches,
	"/hops":         cellar.Hops,
	"/bitterness":   cellar.Bitterness,
	"/label":        cellar.Label,
	"/blend/1":      func() error { return cellar.Blend(1, 2) },
	"/blend/2":      func() error { return cellar.Blend(2, 1) },
	"/tanks":        func() error { return cellar.Tanks(0) },
	"/tanks/long":   func() error { return cellar.Tanks(2500 * time.Millisecond) },
	"/malt":         cellar.Malt,
	"/silo":         cellar.Silo,
	"/grind":        cellar.Grind,
	"/taps":         cellar.Taps,
	"/foam":         cellar.Foam,
	"/yeast":        cellar.Yeast,
	"/recall":       cellar.Recall,
	"/ledger":       cellar.Ledger,
	"/water":        cellar.Water,
	"/recipe":       cellar.Recipe,
	"/mash":         cellar.Mash,
	"/bottles":      cellar.Bottles,
	"/fermentation": cellar.Fermentation,
}

func id(r *http.Request) string { return r.Header.Get("X-Request-Id") }

// observed logs each request with its id, and each panic.
func observed(own journal) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			defer func() {
				if err := recover(); err != nil {
					own.panicked(id(r), r.URL.Path, err, debug.Stack())
					seen.WriteHeader(http.StatusInternalServerError)
				}
				own.handled(id(r), r.URL.Path, seen.Status())
			}()
			next.ServeHTTP(seen, r)
		})
	}
}

func answer(own journal, work func(r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := work(r); err != nil {
			own.failed(id(r), r.URL.Path, err)
			http.Error(w, "sorry", http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "ok")
	}
}

// tasting warns of what it can do without, and then follows a nil pointer.
func tasting(own journal) func(r *http.Request) error {
	return func(r *http.Request) error {
		if err := cellar.Taps(); err != nil {
			own.warned(id(r), "no taps known, tasting from the barrel", err)
		}
		return celsius(cellar.Temperature("steel"))
	}
}

func quoting(own journal) func(r *http.Request) error {
	return func(r *http.Request) error {
		err := cellar.PatientPrice(r.Context(), func(err error) { own.warned(id(r), "supplier asked once more", err) })
		if err != nil {
			return err
		}
		own.said(id(r), "supplier answered at the second attempt")
		cellar.Barrel(5)
		return nil
	}
}

func celsius(value float64) error {
	if value > 100 {
		return fmt.Errorf("the kettle boils at %g", value)
	}
	return nil
}

func pages(router chi.Router, own journal) {
	for path, work := range routes {
		router.Get(path, answer(own, func(*http.Request) error { return work() }))
	}
	router.Get("/health", answer(own, func(*http.Request) error { return nil }))
	router.Get("/quiet", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	router.Get("/kettle/{name}", answer(own, func(r *http.Request) error { return celsius(cellar.Temperature(chi.URLParam(r, "name"))) }))
	router.Get("/barrel", answer(own, func(*http.Request) error { cellar.Barrel(5); return nil }))
	router.Get("/measure", answer(own, func(*http.Request) error { cellar.Measure(12); return nil }))
	router.Get("/vat", answer(own, func(*http.Request) error { cellar.Vat(); return nil }))
	router.Get("/price/{what}", answer(own, func(r *http.Request) error { return cellar.Price(r.Context(), chi.URLParam(r, "what")) }))
	router.Get("/tasting", answer(own, tasting(own)))
	router.Get("/quoting", answer(own, quoting(own)))
	router.Get("/feedback", answer(own, func(r *http.Request) error {
		own.said(id(r), fmt.Sprintf("feedback of a guest: %q", r.URL.Query().Get("text")))
		cellar.Measure(12)
		return nil
	}))
	bottling := &url.URL{Scheme: "http", Host: "127.0.0.1:21937"}
	proxy := httputil.NewSingleHostReverseProxy(bottling)
	if os.Getenv("LOG_STYLE") != "" {
		proxy.ErrorHandler = func(w http.ResponseWriter, r *http.Request, err error) {
			own.failed(id(r), r.URL.Path, fmt.Errorf("bad gateway to %s: %w", bottling, err))
			w.WriteHeader(http.StatusBadGateway)
		}
	}
	router.Handle("/bottling/*", proxy)
}

func noise(own journal) {
	for range time.Tick(400 * time.Millisecond) {
		dialer := net.Dialer{Timeout: time.Second}
		if _, err := dialer.DialContext(context.Background(), "tcp", "127.0.0.1:21938"); err != nil {
			own.warned("-", "weather of the barley is not fresh", err)
		}
	}
}

func main() {
	own, used := setUp()
	router := chi.NewRouter()
	router.Use(used...)
	pages(router, own)
	own.said("-", "brewery "+os.Getenv("RELEASE")+" opens "+os.Getenv("SHOWN_URL"))
	if os.Getenv("NOISE") != "" {
		go noise(own)
	}
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), router); err != nil {
		own.failed("-", "", err)
		os.Exit(1)
	}
}
