<?php
// The twin of docs/steps/23-unix/pair.rs.
//
//     php docs/steps/23-unix/pair.php

namespace Shown; require __DIR__ . '/../show.php';

socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
[$mine, $theirs] = $pair;
if (pcntl_fork() === 0) {
    // PHP's own functions, whose calls are not printed.
    \socket_close($mine); // the child's copy
    $line = \socket_read($theirs, 4);
    \socket_write($theirs, "42\n");
    exit;
}
socket_close($theirs); // the parent's copy

socket_write($mine, "6 7\n") === false and exit(1);
socket_read($mine, 8192) === false and exit(1);
socket_close($mine);
pcntl_wait($status);
