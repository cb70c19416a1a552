package dev.memjay.benchmarks.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A relay in a virtual machine of its own, so that its work is not counted as the client's. */
public final class RelayProcess implements AutoCloseable {
    static final long DELAY_NANOS = 250_000;

    private final ChildProcess child;
    private final int port;

    public RelayProcess(int targetPort, List<String> launcher) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Relay.class.getName(), Integer.toString(targetPort), Long.toString(DELAY_NANOS)));
        this.child = new ChildProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
        BufferedReader output =
                new BufferedReader(new InputStreamReader(child.process().getInputStream(), StandardCharsets.US_ASCII));
        String line = output.readLine();
        if (line == null) {
            child.close();
            throw new IOException("the relay did not start");
        }
        this.port = Integer.parseInt(line);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        child.close();
    }
}
