<?php
echo json_encode(['status' => 'ok']);
