package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"

	"example.com/observatory/dome"
	"github.com/gorilla/mux"
)

var routes = map[string]func() error{
	"/health":    func() error { return nil },
	"/stars":     dome.Stars,
	"/comets":    dome.Comets,
	"/namesake":  dome.Namesake,
	"/align/1":   func() error { return dome.Align(1, 2) },
	"/align/2":   func() error { return dome.Align(2, 1) },
	"/plates":    dome.Plates,
	"/emulsions": dome.Emulsions,
	"/lend":      dome.Lend,
	"/queue":     dome.Queue,
	"/verdict":   dome.Verdict,
	"/diary":     dome.Diary,
	"/flatfield": dome.Flatfield,
	"/night":     dome.Night,
	"/frames":    dome.Frames,
	"/exposure":  dome.Exposure,
	"/count":     func() error { return found(dome.Count("vega") > 0) },
	"/lens":      func() error { return found(dome.Lens(7) != "") },
	"/spectrum":  func() error { return found(len(dome.Spectrum(2, 9)) > 0) },
	"/filter":    func() error { return found(dome.Filter(map[string]any{"filter": 656}) != "") },
	"/mosaic":    func() error { return found(dome.Mosaic() > 0) },
}

func found(is bool) error {
	if is {
		return nil
	}
	return errors.New("nothing found")
}

func id(r *http.Request) string { return r.Header.Get("X-Request-Id") }

func answer(own journal, work func(r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := work(r); err != nil {
			own.failed(r, err)
			http.Error(w, "cloudy", http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "clear")
	}
}

// pointed warns of a queue that it can do without, and then follows a nil pointer.
func pointed(own journal) func(r *http.Request) error {
	return func(r *http.Request) error {
		if err := dome.Queue(); err != nil {
			own.warned(id(r), "nobody knows who waits, pointing for everybody", err)
		}
		return found(dome.Altitude("astrograph") > 0)
	}
}

// planned asks for the weather twice, and then adds to a map that nobody made.
func planned(own journal) func(r *http.Request) error {
	return func(r *http.Request) error {
		for _, what := range []string{"unavailable", "tonight"} {
			if err := dome.Weather(what); err != nil {
				own.warned(id(r), "asking for the weather again", err)
			}
		}
		return found(dome.Count("deneb") > 0)
	}
}

func pages(router *mux.Router, own journal) {
	for path, work := range routes {
		router.HandleFunc(path, answer(own, func(*http.Request) error { return work() }))
	}
	router.HandleFunc("/quiet", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	router.HandleFunc("/mount/{name}", answer(own, func(r *http.Request) error { return found(dome.Altitude(mux.Vars(r)["name"]) > 0) }))
	router.HandleFunc("/weather/{what}", answer(own, func(r *http.Request) error { return dome.Weather(mux.Vars(r)["what"]) }))
	router.HandleFunc("/pointed", answer(own, pointed(own)))
	router.HandleFunc("/planned", answer(own, planned(own)))
	router.HandleFunc("/guestbook", answer(own, func(r *http.Request) error {
		own.said(id(r), fmt.Sprintf("a visitor writes %q", r.URL.Query().Get("text")))
		return found(dome.Lens(7) != "")
	}))
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "127.0.0.1:21947"})
	proxy.ErrorLog = log.New(os.Stderr, "", log.LstdFlags)
	router.PathPrefix("/camera/").Handler(proxy)
}

func noise(own journal) {
	for range time.Tick(400 * time.Millisecond) {
		if _, err := net.DialTimeout("tcp", "127.0.0.1:21948", time.Second); err != nil {
			own.warned("-", "tide table is not fresh", err)
		}
	}
}

func main() {
	flag.Set("logtostderr", "true")
	flag.CommandLine.Parse(nil)
	own := glogJournal()
	if os.Getenv("LOG_STYLE") == "json" {
		own = jsonJournal()
	}
	router := mux.NewRouter()
	pages(router, own)
	own.said("-", "observatory "+os.Getenv("RELEASE")+" opens")
	if os.Getenv("SHOW_URL") != "" {
		own.said("-", "catalogue is "+dome.CatalogueURL())
	}
	if os.Getenv("NOISE") != "" {
		go noise(own)
	}
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), own.around(router)); err != nil {
		own.warned("-", "cannot listen", err)
		os.Exit(1)
	}
}
