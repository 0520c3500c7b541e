<?php
// The twin of docs/steps/25-hand-over/small.rs.
//
//     php docs/steps/25-hand-over/small.php

namespace Shown; require __DIR__ . '/../show.php';

socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
[$here, $there] = $pair;
$gift = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
$stream = \socket_export_stream($gift) or exit(1);
$rights = ['level' => SOL_SOCKET, 'type' => SCM_RIGHTS, 'data' => [$stream]];
socket_sendmsg($here, ['iov' => ['x'], 'control' => [$rights]]) or exit(1);
socket_close($gift);

$message = ['controllen' => 8];
socket_recvmsg($there, $message) or exit(1);
