<?php
// The twin of docs/steps/08-accept/recorded.rs.
//
//     php docs/steps/08-accept/recorded.php

namespace Shown; require __DIR__ . '/../show.php';

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
// No bind, no listen.
socket_accept($sock);
socket_last_error($sock);
socket_last_error();
