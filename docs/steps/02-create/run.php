<?php
// The twin of examples/step02_create.rs.
//
//     php examples/php/step02_create.php

require __DIR__ . '/shown.php';
use function Shown\{socket_close, socket_create};

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);

socket_close($sock);
