package dev.memjay.junit.differential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The known differences between the embedded server and a real one, from the file that lists them. */
final class Differences {
    private final List<Pattern> masks = new ArrayList<>();
    private final List<Pattern> skips = new ArrayList<>();

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
        if (parts.length != 3) {
            throw new IllegalStateException("not kind | pattern | reason: " + line);
        }
        (parts[0].strip().equals("mask") ? masks : skips).add(Pattern.compile(parts[1], Pattern.DOTALL));
    }

    int count() {
        return masks.size() + skips.size();
    }

    String masked(String answer) {
        String text = answer;
        for (Pattern mask : masks) {
            text = mask.matcher(text).replaceAll("#");
        }
        return text;
    }

    boolean skipped(String commandLine) {
        return skips.stream().anyMatch(skip -> skip.matcher(commandLine).matches());
    }
}
