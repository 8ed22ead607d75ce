#!/bin/sh
sleep 6
printf 'Content-Type: text/plain\r\n\r\nok\n'
