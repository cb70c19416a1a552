package dev.memjay.cli;

import dev.memjay.cli.console.ExitStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: prints the script by which a shell completes commands, options and their values. */
@Command(
        name = "completion",
        description = {
            "Prints the script by which a shell completes commands, options and their values.",
            "In ~/.bashrc or ~/.zshrc: source <(memjay completion bash), or zsh."
        })
final class CompletionCommand implements Callable<Integer> {
    /** The shells; one script serves both, since zsh can do what bash does. */
    enum Shell {
        BASH,
        ZSH
    }

    private final CommandContext context;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell;

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String name = spec.root().name();
        String script = AutoComplete.bash(name, spec.root().commandLine());
        if (shell == Shell.ZSH) {
            // an interactive zsh has neither until it is asked, and the script would ask for them with questions
            script = "autoload -Uz compinit bashcompinit && compinit -u && bashcompinit\n" + script;
        }
        context.console().bytes(script.getBytes(StandardCharsets.UTF_8));
        return ExitStatus.DONE;
    }
}
