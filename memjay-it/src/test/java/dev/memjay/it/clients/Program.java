package dev.memjay.it.clients;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A program that is installed beside Java, as a path, and how its runs end. */
public record Program(Path path) {
    /** Far more than a round of verbs takes on a busy machine. */
    private static final long SECONDS = 120;

    /** How a run ended. */
    public record Ended(int status, String output) {}

    /**
     * The first program of this name that ends well with these arguments: the first on the path may lack the client's module.
     * Debian's folder comes last, for a machine whose path leaves it out.
     */
    public static Program find(String name, String debianPackage, String... probe)
            throws IOException, InterruptedException {
        Set<Path> candidates = new LinkedHashSet<>();
        for (String folder : (System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/bin")
                .split(File.pathSeparator)) {
            candidates.add(Path.of(folder, name));
        }
        List<String> refusals = new ArrayList<>();
        for (Path candidate : candidates) {
            if (!Files.isExecutable(candidate) || Files.isDirectory(candidate)) {
                continue;
            }
            Program program = new Program(candidate);
            if (probe.length == 0) {
                return program;
            }
            Ended ended = program.run(probe);
            if (ended.status() == 0) {
                return program;
            }
            refusals.add(candidate + ": " + ended.output());
        }
        throw new AssertionError(
                "not installed: " + debianPackage + ". ./check installs it; on Debian: apt-get install " + debianPackage
                        + (refusals.isEmpty() ? "" : "\n" + String.join("\n", refusals)));
    }

    public Ended runScript(String script, String... arguments) throws IOException, InterruptedException {
        URL found = Program.class.getResource("/clients/" + script);
        if (found == null) {
            throw new AssertionError("no such script: " + script);
        }
        List<String> all = new ArrayList<>();
        try {
            all.add(Path.of(found.toURI()).toString());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /** Runs it to its end, or kills it when that does not come. */
    public Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("client", ".log");
        Process process = null;
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            // names of keys and of variables are UTF-8 whatever the machine's language
            builder.environment().put("LC_ALL", "C.UTF-8");
            process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
            if (!ended) {
                throw new AssertionError(String.join(" ", command) + " did not end in " + SECONDS + " s: " + text);
            }
            return new Ended(process.exitValue(), text);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            Files.delete(output);
        }
    }
}
