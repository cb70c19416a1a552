package dev.memjay.jcache.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Another JVM of this class path, which is asked by lines and answers by lines. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final PrintWriter questions;
    private final BufferedReader answers;

    /**
     * Starts a program.
     *
     * @param without folders and jars that are left out of the class path
     * @param arguments those of the JVM, the class, and those of the program
     */
    public ChildJvm(Set<Path> without, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !without.contains(Path.of(entry)))
                        .collect(Collectors.joining(File.pathSeparator))));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next line, or null at the end. */
    public String answer() throws IOException {
        return answers.readLine();
    }

    public String ask(String question) throws IOException {
        questions.println(question);
        return answer();
    }

    /** Ends its input, and waits for its end. */
    @Override
    public void close() throws InterruptedException {
        questions.close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
