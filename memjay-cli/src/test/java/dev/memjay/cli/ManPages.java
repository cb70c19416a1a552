package dev.memjay.cli;

import dev.memjay.cli.console.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the manual pages of the command in AsciiDoc, one for it and one for each subcommand, from the same annotations as
 * the help; {@code scripts/image.sh} runs it. Among the tests, since the generator is no part of the command.
 */
final class ManPages {
    private static final int WIDTH = 80;

    private ManPages() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("give the folder to write to, and nothing else");
        }
        write(new File(arguments[0]));
    }

    static void write(File folder) throws IOException {
        Set<String> shown = new LinkedHashSet<>(Subcommands.NAMES);
        Console console = new Console(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        CommandLine all = MemjayCommand.commandLine(console, shown).setUsageHelpWidth(WIDTH);
        List<CommandSpec> specs = new ArrayList<>(List.of(all.getCommandSpec()));
        int status = ManPageGenerator.generateManPage(
                folder, null, new boolean[0], false, specs.toArray(CommandSpec[]::new));
        if (status != 0) {
            throw new IOException("the generator of picocli ended with " + status);
        }
        asItIs(folder.toPath().resolve("memjay-serve.adoc"));
    }

    /** The options of memcached are laid out already; as paragraphs they would lose their columns. */
    private static void asItIs(Path page) throws IOException {
        String end = "// end::picocli-generated-man-section-footer[]";
        String[] parts = Files.readString(page).split(Pattern.quote("[%hardbreaks]"), -1);
        if (parts.length != 2 || !parts[1].contains(end)) {
            throw new IOException("the generator writes another form than it did: " + page);
        }
        Files.writeString(page, parts[0] + "...." + parts[1].replace(end, "....\n" + end));
    }
}
