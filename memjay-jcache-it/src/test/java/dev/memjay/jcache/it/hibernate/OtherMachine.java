package dev.memjay.jcache.it.hibernate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;

/** A machine of the same application in a JVM of its own: finds and changes books, and says what that took. */
public final class OtherMachine {
    private OtherMachine() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        try (SessionFactory factory = Factories.open(arguments[0], URI.create(arguments[1]), Map.of())) {
            answers.println("ready");
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                answers.println(answer(factory, question.split(" ")));
            }
        }
    }

    private static String answer(SessionFactory factory, String[] question) {
        Statistics statistics = factory.getStatistics();
        statistics.clear();
        String result = factory.fromTransaction(session -> switch (question[0]) {
            case "title" -> session.find(Book.class, 1L).title;
            case "authors" -> new TreeSet<>(session.find(Book.class, 1L).authors).toString();
            case "isbn" -> session.bySimpleNaturalId(Book.class).load(question[1]).title;
            case "country" -> session.find(Country.class, new Country.Code(1, "CH")).name;
            case "rename" -> {
                Book book = session.find(Book.class, 1L);
                book.title = question[1];
                book.authors.add(question[2]);
                yield "renamed";
            }
            default -> throw new IllegalArgumentException(question[0]);
        });
        return result + ", statements: " + statistics.getPrepareStatementCount();
    }
}
