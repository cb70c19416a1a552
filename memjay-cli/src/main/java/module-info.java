/** The memjay command. */
module dev.memjay.cli {
    requires com.fasterxml.jackson.databind;
    requires com.ongres.scram.client;
    requires dev.memjay;
    requires dev.memjay.jackson;
    requires dev.memjay.layouts;
    requires dev.memjay.python;
    requires dev.memjay.server;
    requires dev.memjay.zstd;
    requires info.picocli;
    requires static org.jspecify;

    // picocli fills the fields of the commands, Jackson reads the record of the demo.
    opens dev.memjay.cli to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens dev.memjay.cli.option to
            info.picocli;
    opens dev.memjay.cli.value to
            info.picocli;
}
