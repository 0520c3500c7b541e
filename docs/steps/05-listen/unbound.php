<?php
// The twin of examples/step05_unbound.rs.
//
//     php examples/php/step05_unbound.php

require __DIR__ . '/shown.php';
use function Shown\{socket_close, socket_create, socket_listen};

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_listen($sock, 4) or exit(1);

socket_close($sock);
