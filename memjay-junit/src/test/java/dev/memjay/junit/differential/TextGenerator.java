package dev.memjay.junit.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes random text commands, legal and illegal, from a seed; keys belong to one session. */
final class TextGenerator {
    private static final Pattern CAS = Pattern.compile("(?:VALUE \\S+ \\d+ \\d+ | c)(\\d+)(?=[ \\r])");
    private static final int LONG = 2500;
    private static final Pattern LONG_DATA = Pattern.compile("(.{" + LONG + "}).+", Pattern.UNIX_LINES);
    private static final int MAX_DATA = 5000;

    private static final String[] TIMES = {
        "0", "0", "0", "600", "1500", "150000", "2592000", "2592001", "-1", "2147483647", "4294967296"
    };
    private static final String[] ODD_NUMBERS = {
        "",
        "x",
        "-1",
        "+1",
        "1.5",
        "007",
        "18446744073709551615",
        "18446744073709551616",
        "4294967295",
        "99999999999",
        "-18446744073709551615",
        "\t7",
        "7\t",
        "1x",
        "0x10",
        "-0"
    };

    private final Random random;
    private final String prefix;
    private final Differences differences;
    private final List<String> casNumbers = new ArrayList<>(List.of("1", "2", "3"));
    private final ServerCommandGenerator serverCommands;
    int commands;

    TextGenerator(long seed, Differences differences) {
        this.random = new Random(seed);
        this.prefix = "s" + seed + ":";
        this.differences = differences;
        this.serverCommands = new ServerCommandGenerator(random);
    }

    /** A command, and the same with long data cut off, for the patterns. */
    private record Sketched(String command, String sketch) {
        Sketched(String command) {
            this(
                    command,
                    command.length() <= LONG
                            ? command
                            : LONG_DATA.matcher(command).replaceAll("$1"));
        }
    }

    /** Some commands that are sent together. */
    byte[] chunk() {
        StringBuilder chunk = new StringBuilder();
        StringBuilder sketch = new StringBuilder();
        List<Sketched> wanted = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            wanted.add(new Sketched(command()));
        }
        wanted.removeIf(command -> differences.forbids(command.sketch));
        commands += add(wanted, chunk, sketch);
        // memcached does not send what is ready while it waits for the rest of a data block
        add(List.of(new Sketched("mn\r\n".repeat(8))), chunk, sketch);
        return chunk.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Adds what is not listed as different, looking for what is by halves; returns how many it added. */
    private int add(List<Sketched> wanted, StringBuilder chunk, StringBuilder sketch) {
        StringBuilder more = new StringBuilder(sketch);
        wanted.forEach(command -> more.append(command.sketch));
        if (!differences.forbids(more.toString())) {
            wanted.forEach(command -> chunk.append(command.command));
            sketch.setLength(0);
            sketch.append(more);
            return wanted.size();
        }
        if (wanted.size() == 1) {
            return 0;
        }
        int half = wanted.size() / 2;
        return add(wanted.subList(0, half), chunk, sketch) + add(wanted.subList(half, wanted.size()), chunk, sketch);
    }

    /** Remembers the cas numbers in an answer for later commands. */
    void learn(String answer) {
        Matcher cas = CAS.matcher(answer);
        while (cas.find()) {
            casNumbers.add(cas.group(1));
            if (casNumbers.size() > 20) {
                casNumbers.remove(0);
            }
        }
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String key() {
        return chance(2) ? one("other", "\u00e9\u0001", "a,b", prefix + "k".repeat(230)) : prefix + random.nextInt(8);
    }

    /** Most numbers have keys of their own, so that incr finds some. */
    private String numberKey() {
        return chance(90) ? prefix + "n" + random.nextInt(3) : key();
    }

    private String longKey() {
        return "k".repeat(251 + random.nextInt(20));
    }

    private String number(int usually) {
        return chance(94) ? Integer.toString(random.nextInt(usually)) : one(ODD_NUMBERS);
    }

    private String wrongLength() {
        return one(
                "", "x", "-1", "+1", "1.5", "007", "7\t", "1x", "-0", "3", "15", "4294967295", "18446744073709551616");
    }

    private String time() {
        return chance(95) ? one(TIMES) : one("x", "", "-", "1500x", "-150000");
    }

    private String cas() {
        return chance(80) ? casNumbers.get(random.nextInt(casNumbers.size())) : number(50);
    }

    private String value(int length) {
        StringBuilder value = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            value.append(chance(95) ? (char) ('a' + random.nextInt(26)) : (char) random.nextInt(256));
        }
        return value.toString();
    }

    private String numberText() {
        return one(
                "0",
                "5",
                "9",
                "10",
                "99",
                "100",
                "18446744073709551615",
                "18446744073709551616",
                "12 ",
                " 7",
                "x",
                "",
                "-3",
                "+4",
                "007",
                "1x",
                "99999999999999999999");
    }

    private String end() {
        return chance(97) ? "\r\n" : "\n";
    }

    private String command() {
        return switch (random.nextInt(26)) {
            case 0, 1, 2, 3 -> storage();
            case 4 -> storeNumber();
            case 5, 6 -> "get " + keys() + end();
            case 7 -> "gets " + keys() + end();
            case 8 -> one("gat ", "gats ") + time() + " " + keys() + end();
            case 9 -> one("delete ", "delete ") + key() + one("", "", " noreply", " 0", " 5", " x noreply") + end();
            case 10 -> "touch " + key() + " " + time() + one("", "", " noreply", " x y") + end();
            case 11, 12 -> one("incr ", "decr ") + numberKey() + " " + number(100) + one("", "", " noreply") + end();
            case 13, 14, 15 -> metaGet();
            case 16, 17 -> metaSet();
            case 18 -> "md " + keyAndFlags("qkOIbTCx", key()) + end();
            case 19, 20 -> "ma " + keyAndFlags("qkOvtcNJDTMCb", numberKey()) + end();
            case 21 -> one("me " + key(), "mn", "mn x", "version", "verbosity", "flush_all", "bget " + key()) + end();
            case 22 -> mutated();
            case 23, 24 -> chance(50) ? serverCommands.command() + end() : "mg " + key() + " v" + end();
            default -> odd();
        };
    }

    private String keys() {
        StringBuilder keys = new StringBuilder(key());
        while (chance(40)) {
            keys.append(' ').append(chance(20) ? numberKey() : key());
        }
        return keys.toString();
    }

    private String storage() {
        String verb = one("set", "set", "set", "add", "replace", "append", "prepend", "cas");
        int length = chance(95) ? random.nextInt(30) : random.nextInt(MAX_DATA);
        String data = value(length);
        String line = verb + " " + key() + " " + number(70000) + " " + time() + " "
                + (chance(97) ? Integer.toString(length) : wrongLength());
        if (verb.equals("cas")) {
            line += " " + cas();
        }
        return line + one("", "", "", " noreply", " junk") + end() + data + (chance(98) ? "\r\n" : one("\n", "xx\r\n"));
    }

    private String storeNumber() {
        String text = numberText();
        return "set " + numberKey() + " " + number(9) + " " + time() + " " + text.length() + one("", " noreply")
                + "\r\n" + text + "\r\n";
    }

    private String metaGet() {
        return "mg " + keyAndFlags("vkstcfhlOqubTRNPLEC", chance(80) ? key() : numberKey()) + end();
    }

    private String metaSet() {
        int length = chance(97) ? random.nextInt(20) : random.nextInt(MAX_DATA);
        String flags = keyAndFlags("qkOcFTMCIbNsEP", key());
        int space = flags.indexOf(' ');
        String key = space < 0 ? flags : flags.substring(0, space);
        String rest = space < 0 ? "" : flags.substring(space);
        return "ms " + key + " " + (chance(97) ? Integer.toString(length) : wrongLength()) + rest + end()
                + value(length) + (chance(98) ? "\r\n" : "y\r\n");
    }

    private String keyAndFlags(String letters, String plainKey) {
        StringBuilder line = new StringBuilder();
        boolean binary = letters.indexOf('b') >= 0 && chance(10);
        line.append(binary ? one("Zm9v", "AAEC/w==", "Zm9", "!!!", "Zm9vYmFy", "Z=m9") : plainKey);
        if (binary) {
            line.append(" b");
        }
        int count = random.nextInt(5) + (chance(2) ? 17 : 0);
        for (int i = 0; i < count; i++) {
            char letter =
                    chance(97) ? letters.charAt(random.nextInt(letters.length())) : (char) (33 + random.nextInt(94));
            if (letter != 'b' && (chance(3) || line.indexOf(" " + letter) < 0)) {
                line.append(' ').append(flag(letter));
            }
        }
        return line.toString();
    }

    private String flag(char letter) {
        return switch (letter) {
            case 'T', 'N' -> letter + time();
            case 'R' -> letter + one("0", "30", "700", "2000", "200000", "-1", "2592001", "2147483647", "x");
            case 'O' -> letter + value(random.nextInt(4) + (chance(2) ? 30 : 0)).replaceAll("[^a-z]", "o");
            case 'C' -> letter + cas();
            case 'F', 'D', 'J' -> letter + number(1000);
            case 'M' -> letter + one("E", "A", "P", "R", "S", "I", "D", "+", "-", "x", "", "SS", "set");
            default -> Character.toString(letter);
        };
    }

    /** A good line with a word taken out, doubled or replaced. */
    private String mutated() {
        String line = one(
                "get " + key() + " " + key(),
                "gat 1500 " + key(),
                "touch " + key() + " 1500",
                "delete " + key() + " noreply",
                "incr " + numberKey() + " 1 noreply",
                "cas " + key() + " 0 0 noreply",
                "mg " + key() + " v k",
                "md " + key() + " q",
                "ma " + numberKey() + " N0 J5",
                "flush_all noreply",
                "cache_memlimit 1024",
                "shutdown",
                "version");
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        int at = random.nextInt(words.size());
        switch (random.nextInt(5)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, words.get(at));
            case 2 -> words.set(at, value(3).replaceAll("[\\r\\n ]", "_"));
            case 3 -> words.set(at, one("", " ", "\0", "\t", "noreply", "0", "-1"));
            default -> words.add(one("x", "noreply", "0", " ", "x y z a b c d e f g h i j k l m n o p q r s t u v w"));
        }
        return String.join(" ", words) + end();
    }

    private String odd() {
        switch (random.nextInt(12)) {
            case 0 -> {
                return one("", "x", "xy", " ", "GET a", " version", "set", "mg", "ms", "ms k", "md", "ma", "me", "mz a")
                        + end();
            }
            case 1 -> {
                return value(random.nextInt(40)).replace('\n', '_') + end();
            }
            case 2 -> {
                return one("delete ", "incr ", "touch ", "mg ", "md ", "ma ", "me ") + longKey() + " 1" + end();
            }
            case 3 -> {
                return "set " + longKey() + " 0 0 3" + one("", " noreply") + "\r\nabc\r\n";
            }
            case 4 -> {
                return "mn\r\n";
            }
            case 5 -> {
                return chance(20)
                        ? "set " + key() + " 0 0 100000\r\n" + "w".repeat(100000) + "\r\n"
                        : chance(10) ? "set " + key() + " 0 0 1048576\r\n" + "y".repeat(1048576) + "\r\n" : "mn\r\n";
            }
            case 6 -> {
                return chance(10) ? "get" + (" " + prefix + "none").repeat(400) + "\r\n" : "version\r\n";
            }
            case 7 -> {
                return one(
                        "quit\r\n", "GET / HTTP/1.1\r\n", "get " + key() + " " + longKey() + "\r\n", "z".repeat(3000));
            }
            case 8 -> {
                return one("flush_all x", "flush_all -1", "flush_all 0", "flush_all noreply") + end();
            }
            case 9 -> {
                return one("cache_memlimit x", "cache_memlimit 1", "cache_memlimit", "cache_memlimit 1024 noreply")
                        + end();
            }
            case 10 -> {
                return "gat x " + key() + end();
            }
            default -> {
                return one("append ", "prepend ") + numberKey() + " 0 0 1\r\n" + random.nextInt(10) + "\r\n";
            }
        }
    }
}
