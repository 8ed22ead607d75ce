#!/bin/sh
printf 'Content-Type: application/json\r\n\r\n{"status":"ok"}\n'
