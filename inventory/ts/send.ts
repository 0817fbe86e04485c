// What a script sends to the server, and what it answers.

export interface Answer<T> {
  /** The HTTP status; 0 where there was no contact. */
  status: number;
  told: T & { error?: string };
}

/** Send facts as JSON, or as a form, with the page's token against forgery. */
export async function post<T>(address: string, facts: object | URLSearchParams): Promise<Answer<T>> {
  const form = facts instanceof URLSearchParams;
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value;
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token, ...(form ? {} : { "Content-Type": "application/json" }) },
      body: form ? facts : JSON.stringify(facts),
    });
    const json = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, told: (json ? await answer.json() : {}) as Answer<T>["told"] };
  } catch {
    return { status: 0, told: {} as Answer<T>["told"] };
  }
}
