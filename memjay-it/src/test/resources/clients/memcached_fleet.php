<?php
// Reads what another client stored on a fleet and stores for it to read, case by case, with php-memcached.
$plan = json_decode($argv[1], true);
$missing = [];

foreach ($plan['cases'] as $case) {
    $mc = new Memcached();
    foreach ($case['options'] ?? [] as $option => $value) {
        if (is_string($value) && defined("Memcached::$value")) {
            $value = constant("Memcached::$value");
        }
        if (!$mc->setOption(constant("Memcached::$option"), $value)) {
            $missing[] = "{$case['name']}: option $option was refused";
        }
    }
    foreach ($case['servers'] ?? $plan['servers'] as $server) {
        $parts = explode(':', $server);
        $mc->addServer($parts[0], (int) $parts[1], (int) ($parts[2] ?? 0));
    }
    $name = $case['name'];
    foreach ($case['numbers'] as $number) {
        $key = "key:$number";
        if ($mc->get("$name:java:$key") !== "value of $key") {
            $missing[] = "$name $key";
        }
        $many = $mc->getMulti(["$name:java:$key"]);
        if (!is_array($many) || count($many) !== 1) {
            $missing[] = "$name $key (getMulti)";
        }
        if (!$mc->set("$name:theirs:$key", "value of $key")) {
            $missing[] = "$name: $key was not stored";
        }
    }
    $mc->quit();
}

echo $missing ? 'not found: ' . implode(', ', $missing) : 'all found', "\n";
exit($missing ? 1 : 0);
