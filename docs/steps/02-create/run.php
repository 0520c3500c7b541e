<?php
// The twin of docs/steps/02-create/run.rs.
//
//     php docs/steps/02-create/run.php

namespace Shown; require __DIR__ . '/../show.php';

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);

socket_close($sock);
