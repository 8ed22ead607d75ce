#!/bin/sh
echo '7 orders'
