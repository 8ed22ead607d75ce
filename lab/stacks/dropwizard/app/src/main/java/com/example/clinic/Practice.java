package com.example.clinic;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the practice does by itself. */
public class Practice {
    private static final Map<String, Integer> ROOMS = Map.of("blue", 3);

    /** The practice does not want to. */
    public static class ReferralException extends RuntimeException {
        public ReferralException(String message) {
            super(message);
        }
    }

    public int beds(String room) {
        return ROOMS.get(room);
    }

    public int dose(int milligrams, int times) {
        return milligrams / times;
    }

    public String finding(int number) {
        return List.of("none", "mild").get(number);
    }

    public String birthday(String text) {
        return java.time.LocalDate.parse(text).toString();
    }

    public int refer() {
        throw new ReferralException("access denied to the specialist: connection refused, too many connections to heal, disk full of films");
    }

    public int diary() throws IOException {
        Path diary = Path.of(System.getenv("DATA_DIR"), "diary.txt");
        Files.writeString(diary, "one visit\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return 1;
    }

    public int protocol() throws IOException {
        return Files.readAllLines(Path.of("/srv/shop/dropwizard/protocols/flu.txt")).size();
    }

    public int folders() throws IOException {
        List<InputStream> open = new ArrayList<>();
        try {
            for (int folder = 0; folder < 600; folder++) {
                open.add(new FileInputStream("/etc/hostname"));
            }
        } finally {
            for (InputStream one : open) {
                one.close();
            }
        }
        return open.size();
    }

    public int form() throws IOException, TemplateException {
        var forms = new Configuration(Configuration.VERSION_2_3_33);
        forms.setLogTemplateExceptions(false);
        forms.setDirectoryForTemplateLoading(new File("/srv/shop/dropwizard/forms"));
        var page = new StringWriter();
        forms.getTemplate("consent.ftl").process(Map.of("name", "Ada"), page);
        return page.toString().length();
    }

    public Object scanner() throws ReflectiveOperationException {
        return Class.forName("com.example.devices.UltrasoundDriver").getDeclaredConstructor().newInstance();
    }

    public int films() {
        List<byte[]> films = new ArrayList<>();
        while (films.size() < 100_000) {
            films.add(new byte[8_000_000]);
        }
        return films.size();
    }

    public String sample() throws ExecutionException, InterruptedException, TimeoutException {
        return new CompletableFuture<String>().get(600, TimeUnit.MILLISECONDS);
    }
}
