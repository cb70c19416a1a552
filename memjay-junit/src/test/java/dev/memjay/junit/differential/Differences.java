package dev.memjay.junit.differential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The known differences between the embedded server and a real one, from the file that lists them. */
final class Differences {
    private record Mask(Pattern pattern, String replacement) {}

    private final List<Mask> masks = new ArrayList<>();
    private final List<Pattern> sorts = new ArrayList<>();
    private final List<Pattern> nevers = new ArrayList<>();

    Differences() {
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                Differences.class.getResourceAsStream("differences.txt"), StandardCharsets.UTF_8))) {
            file.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(this::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String line) {
        String[] parts = line.split(" \\| ", 3);
        if (parts.length != 3 || parts[2].isBlank()) {
            throw new IllegalStateException("not kind | pattern | reason: " + line);
        }
        switch (parts[0].strip()) {
            case "mask" -> {
                String[] sides = parts[1].split(" =>", 2);
                masks.add(new Mask(pattern(sides[0]), sides[1].strip()));
            }
            case "sort" -> sorts.add(pattern(parts[1]));
            case "never" -> nevers.add(pattern(parts[1]));
            default -> throw new IllegalStateException("no such kind: " + line);
        }
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.MULTILINE | Pattern.UNIX_LINES);
    }

    int count() {
        return masks.size() + sorts.size() + nevers.size();
    }

    /** The answer with what may differ taken out. */
    String masked(String answer) {
        String text = answer;
        for (Mask mask : masks) {
            text = mask.pattern.matcher(text).replaceAll(mask.replacement);
        }
        for (Pattern sort : sorts) {
            text = sort.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            found.group().lines().sorted().collect(Collectors.joining("\n"))));
        }
        return text;
    }

    /** Whether these commands must not be sent together. Patterns are tried where a line begins: anywhere takes far longer. */
    boolean forbids(String commands) {
        return nevers.stream().anyMatch(never -> {
            Matcher matcher = never.matcher(commands).useTransparentBounds(true).useAnchoringBounds(false);
            int begin = 0;
            do {
                if (matcher.region(begin, commands.length()).lookingAt()) {
                    return true;
                }
                begin = commands.indexOf('\n', begin) + 1;
            } while (begin > 0 && begin < commands.length());
            return false;
        });
    }
}
