<?php
// The flags of server.php and client.php, their port, and the language that they print.

declare(strict_types=1);

const CHINESE = [
    'Listening on %s port %s.' => '正在监听 %s 端口 %s。',
    "test successful\n" => "测试成功\n",
    'Greeting sent.' => '问候已发出。',
    'received: %s' => '收到: %s',

    'OK.' => 'OK。',
    'Trying to connect to %s port %s...' => '正在尝试连接 %s 端口 %s...',
    'Connection OK.' => '连接成功。',
    'Sent to the server.' => '已发送到服务器。',
    'What was sent: %s' => '发送的内容: %s',
    "The server's answer arrived." => '接收服务器回传信息成功!',
    'What it says: %s' => '接受的内容为:%s',
    'Closing the socket...' => '关闭SOCKET...',
    'Closed.' => '关闭OK',
];

$zh = false;

/** The port, and how many clients to serve. Without a number of clients there is no such flag. */
function options(string $help, ?string $clients = null): array
{
    global $argc, $argv, $zh;

    for ($i = 1; $i < $argc; $i++) {
        if ($argv[$i] === '--clients' && $clients !== null) {
            $clients = $argv[++$i] ?? '';
        } elseif ($argv[$i] === '--zh') {
            $zh = true;
        } elseif ($argv[$i] === '--help' || $argv[$i] === '-h') {
            echo $help, "\n";
            exit(0);
        } else {
            complain("invalid option '{$argv[$i]}'");
        }
    }
    $port = getenv('PORT');
    return [
        number($port === false ? '8001' : $port, 65535, 'PORT'),
        number($clients ?? '0', PHP_INT_MAX, '--clients'),
    ];
}

/** Prints a line, in English or Chinese; each word takes the place of a `%s`. */
function say(string $english, string|int ...$words): void
{
    echo sprintf(text($english), ...$words), "\n";
}

function text(string $english): string
{
    global $zh;

    return $zh ? CHINESE[$english] : $english;
}

function number(string $text, int $most, string $name): int
{
    $range = ['options' => ['min_range' => 0, 'max_range' => $most]];
    $number = filter_var($text, FILTER_VALIDATE_INT, $range);
    if ($number === false) {
        complain("$name must be a number from 0 to $most");
    }
    return $number;
}

function complain(string $what): never
{
    fwrite(STDERR, "$what\n");
    exit(1);
}
