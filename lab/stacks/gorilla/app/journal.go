package main

import (
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/golang/glog"
	"github.com/gorilla/handlers"
	"github.com/phuslu/log"
)

// journal is how one style logs: what failed, what is only worth a word, and what stands around every handler.
type journal struct {
	failed func(r *http.Request, err error)
	warned func(id, what string, err error)
	said   func(id, what string)
	around func(next http.Handler) http.Handler
}

type errorLines struct{}

func (errorLines) Println(values ...any) { glog.Errorln(values...) }

// glogJournal writes glog's lines and, between them, the access log of gorilla/handlers.
func glogJournal() journal {
	recovery := handlers.RecoveryHandler(handlers.PrintRecoveryStack(true), handlers.RecoveryLogger(errorLines{}))
	return journal{
		failed: func(r *http.Request, err error) {
			glog.Errorf("%s %s (request %s) failed: %v", r.Method, r.URL.Path, id(r), err)
		},
		warned: func(id, what string, err error) { glog.Warningf("request %s: %s: %v", id, what, err) },
		said:   func(id, what string) { glog.Infof("request %s: %s", id, what) },
		around: func(next http.Handler) http.Handler {
			return handlers.CombinedLoggingHandler(os.Stderr, recovery(next))
		},
	}
}

// jsonJournal writes one object a line; a panic carries its stack in it.
func jsonJournal() journal {
	logger := log.Logger{Level: log.InfoLevel, Caller: 1, Writer: &log.IOWriter{Writer: os.Stderr}}
	return journal{
		failed: func(r *http.Request, err error) {
			logger.Error().Str("request_id", id(r)).Str("path", r.URL.Path).Err(err).Msg("request failed")
		},
		warned: func(id, what string, err error) { logger.Warn().Str("request_id", id).Err(err).Msg(what) },
		said:   func(id, what string) { logger.Info().Str("request_id", id).Msg(what) },
		around: func(next http.Handler) http.Handler {
			return handlers.CustomLoggingHandler(os.Stderr, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer func() {
					if reason := recover(); reason != nil {
						logger.Error().Str("request_id", id(r)).Str("path", r.URL.Path).Str("panic", fmt.Sprint(reason)).Stack().Msg("handler panicked")
						w.WriteHeader(http.StatusInternalServerError)
					}
				}()
				next.ServeHTTP(w, r)
			}), func(_ io.Writer, seen handlers.LogFormatterParams) {
				logger.Info().Str("request_id", id(seen.Request)).Str("path", seen.URL.Path).Int("status", seen.StatusCode).Msg("answered")
			})
		},
	}
}
