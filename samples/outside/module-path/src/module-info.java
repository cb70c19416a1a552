/** A user's module. */
module outside {
    requires dev.memjay;
    requires dev.memjay.jackson;
    requires dev.memjay.server;

    // Jackson makes and reads the records of this module.
    opens outside to
            com.fasterxml.jackson.databind;
}
