/** Names that tell what a column is for, in the words of many data sets. Parts of a name are told apart by _ - . space and camelCase. */
const sequenceWords = words(
  'id sequence seq subject person user session patient series trial participant animal individual track unit device sentence document doc case customer household player group episode run ship bird',
)
const orderWords = words(
  't time step order index timestamp date datetime day week month year hour minute second position pos frame tick age wave visit period epoch zeit datum',
)
const stateWords = words(
  'state label labels activity class tag regime phase stage status behaviour behavior mode condition upos target truth gesture zustand',
)
const countWords = words('count counts n num number freq frequency events clicks calls total anzahl')
const codeWords = words(
  'code type class category cat kind group level rating choice item page answer response sex gender',
)

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

function parts(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((part) => part !== '')
}

const last = (name: string) => parts(name).at(-1) ?? ''

export const namesSequence = (name: string) => sequenceWords.has(last(name)) || /id$/i.test(name)
export const namesOrder = (name: string) => orderWords.has(last(name)) || orderWords.has(parts(name)[0] ?? '')
export const namesState = (name: string) => stateWords.has(last(name))
export const namesCount = (name: string) => parts(name).some((part) => countWords.has(part))
export const namesCode = (name: string) => parts(name).some((part) => codeWords.has(part))
