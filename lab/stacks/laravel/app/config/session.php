<?php

return ['driver' => 'array', 'lifetime' => 120, 'cookie' => 'shop_session', 'lottery' => [2, 100], 'path' => '/', 'files' => '/tmp'];
