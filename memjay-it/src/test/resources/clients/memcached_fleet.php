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
    foreach ($case['servers'] as $server) {
        $parts = explode(':', $server);
        $mc->addServer($parts[0], (int) $parts[1], (int) ($parts[2] ?? 0));
    }
    $name = $case['name'];
    foreach ($case['numbers'] as $number) {
        $key = "key:$number";
        $group = "$name:group:$number";
        $grouped = $case['grouped'];
        $found = $grouped ? $mc->getByKey($group, "$name:java:$key") : $mc->get("$name:java:$key");
        if ($found !== "value of $key") {
            $missing[] = "$name $key";
        }
        $many = $grouped ? $mc->getMultiByKey($group, ["$name:java:$key"]) : $mc->getMulti(["$name:java:$key"]);
        if (!is_array($many) || count($many) !== 1) {
            $missing[] = "$name $key (getMulti)";
        }
        $mine = "$name:theirs:$key";
        if (!($grouped ? $mc->setByKey($group, $mine, "value of $key") : $mc->set($mine, "value of $key"))) {
            $missing[] = "$name: $key was not stored";
        }
    }
    $mc->quit();
}

echo $missing ? 'not found: ' . implode(', ', $missing) : 'all found', "\n";
exit($missing ? 1 : 0);
