<?php
// The twin of docs/steps/05-listen/unbound.rs.
//
//     php docs/steps/05-listen/unbound.php

namespace Shown; require __DIR__ . '/../show.php';

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_listen($sock, 4) or exit(1);

socket_close($sock);
