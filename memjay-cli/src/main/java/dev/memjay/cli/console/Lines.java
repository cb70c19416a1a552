package dev.memjay.cli.console;

import dev.memjay.cli.value.UsageException;
import dev.memjay.error.IllegalKeyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads files of keys or samples, one a line; {@code -} is standard input, and empty lines are left out. */
public final class Lines {
    private Lines() {}

    /**
     * Reads a file line by line, however long it is.
     *
     * @throws UsageException if the file cannot be read, or names the line of a key that cannot be sent
     */
    public static void forEach(Console console, Path file, Consumer<String> action) {
        try (BufferedReader lines = open(console, file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isEmpty()) {
                    accept(action, line, number, file);
                }
            }
        } catch (IOException e) {
            throw new UsageException("cannot read " + file + ": " + reason(e));
        }
    }

    private static void accept(Consumer<String> action, String line, int number, Path file) {
        try {
            action.accept(line);
        } catch (IllegalKeyException e) {
            throw new UsageException("line " + number + " of " + file + ": " + e.getMessage());
        }
    }

    private static BufferedReader open(Console console, Path file) throws IOException {
        return file.toString().equals("-")
                ? new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))
                : Files.newBufferedReader(file, StandardCharsets.UTF_8);
    }

    /** Why a file cannot be read or written; for some of it the JDK has only the file's name. */
    public static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
