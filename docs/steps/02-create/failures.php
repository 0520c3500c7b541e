<?php
// The twin of docs/steps/02-create/failures.rs.
//
//     php docs/steps/02-create/failures.php

namespace Shown; require __DIR__ . '/../show.php';

echo "-- The type and the protocol do not belong together\n";
socket_create(AF_INET, SOCK_STREAM, SOL_UDP);

echo "-- The type does not exist\n";
socket_create(AF_INET, 0, 0);

echo "-- The family does not exist\n";
try {
    socket_create(99, SOCK_STREAM, SOL_TCP);
} catch (\ValueError) {
    // It was printed; without this line it would end the program.
}
