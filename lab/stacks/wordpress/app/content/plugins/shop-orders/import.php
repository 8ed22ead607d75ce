<?php

$feed = ['lamp', 'chair'
echo count($feed);
