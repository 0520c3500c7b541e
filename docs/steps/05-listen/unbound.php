<?php
// The twin of docs/steps/05-listen/unbound.rs.
//
//     php docs/steps/05-listen/unbound.php

require __DIR__ . '/../show.php';
use function Shown\{socket_close, socket_create, socket_listen};

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_listen($sock, 4) or exit(1);

socket_close($sock);
