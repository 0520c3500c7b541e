<?php
// The twin of examples/step08_recorded.rs.
//
//     php examples/php/step08_recorded.php

require __DIR__ . '/shown.php';
use function Shown\{socket_accept, socket_create, socket_last_error};

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
// No bind, no listen.
socket_accept($sock);
socket_last_error($sock);
socket_last_error();
