<?php
// The twin of docs/steps/02-create/failures.rs.
//
//     php docs/steps/02-create/failures.php

namespace Shown; require __DIR__ . '/../show.php';

socket_create(AF_INET, SOCK_STREAM, SOL_UDP);
socket_create(AF_UNIX, SOCK_STREAM, SOL_TCP);
socket_create(AF_INET, 0, 0);
socket_create(AF_INET, SOCK_RAW, 1);
try {
    socket_create(99, SOCK_STREAM, SOL_TCP);
} catch (\ValueError) {
    // It was printed; without this line it would end the program.
}
